-- Mail to be sent; what it says is sealed.
create table mail (
    id text not null,
    recipient text not null,
    letter text not null,
    created_at bigint not null,
    sent_at bigint,
    failed_at bigint,
    attempts bigint not null,
    next_attempt_at bigint,
    constraint mail_pkey primary key (id),
    constraint mail_end_single check (sent_at is null or failed_at is null),
    constraint mail_next_until_end check (
        (next_attempt_at is null) = (sent_at is not null or failed_at is not null)
    )
);
