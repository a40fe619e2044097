-- Every pack that the clinic has: those that came with the program, and those that were uploaded.
create table pack (
    digest text not null,
    head text not null,
    files text not null,
    kept_by text,
    kept_at bigint not null,
    constraint pack_pkey primary key (digest),
    constraint pack_account_fkey foreign key (kept_by) references account (id)
);
