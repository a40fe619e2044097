-- A one-time code that was sent by e-mail.
create table code (
    id text not null,
    email text not null,
    session_hash text not null,
    code_hash text not null,
    created_at bigint not null,
    expires_at bigint not null,
    tries bigint not null,
    used_at bigint,
    constraint code_pkey primary key (id),
    constraint code_session_key unique (email, session_hash)
);
