-- A browser that came back with its cookie.
create table session (
    id_hash text not null,
    account_id text,
    draft_id text,
    created_at bigint not null,
    seen_at bigint not null,
    kept_post text,
    constraint session_pkey primary key (id_hash),
    constraint session_account_fkey foreign key (account_id) references account (id),
    constraint session_draft_fkey foreign key (draft_id) references encounter (id)
);
