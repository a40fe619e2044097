-- Somebody doubts that a rule says what its source says. It was verified before, or never.
create table rule_contest (
    rule_id text not null,
    rule_digest text not null,
    contested_by text not null,
    recorded_by text,
    contested_at bigint not null,
    note text not null,
    constraint rule_contest_pkey primary key (rule_id, rule_digest),
    constraint rule_contest_account_fkey foreign key (recorded_by) references account (id)
);
