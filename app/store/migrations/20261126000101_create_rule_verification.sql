-- Somebody read a rule against its source and vouches for it, with an account or without.
create table rule_verification (
    rule_id text not null,
    rule_digest text not null,
    verified_by text not null,
    recorded_by text,
    verified_at bigint not null,
    note text not null,
    constraint rule_verification_pkey primary key (rule_id, rule_digest),
    constraint rule_verification_account_fkey foreign key (recorded_by) references account (id)
);
