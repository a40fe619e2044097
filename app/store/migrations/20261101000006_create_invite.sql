-- A link that lets a member of staff choose a password, once.
create table invite (
    token_hash text not null,
    account_id text not null,
    expires_at bigint not null,
    used_at bigint,
    constraint invite_pkey primary key (token_hash),
    constraint invite_account_fkey foreign key (account_id) references account (id)
);
