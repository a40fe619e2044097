-- The end of the chain: one row, which whoever adds a receipt locks.
create table receipt_chain (
    name text not null,
    sequence bigint not null,
    head text,
    constraint receipt_chain_pkey primary key (name)
);
