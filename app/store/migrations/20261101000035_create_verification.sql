-- Somebody read a rule against its source and vouches for it.
create table verification (
    rule_id text not null,
    rule_digest text not null,
    verified_by text not null,
    verified_at bigint not null,
    note text not null,
    constraint verification_pkey primary key (rule_id, rule_digest),
    constraint verification_account_fkey foreign key (verified_by) references account (id)
);
