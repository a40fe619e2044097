-- From when on the clinic works by a pack: of those that have begun, the last one is in force.
create table publication (
    number bigint not null,
    pack_digest text not null,
    effective_at bigint not null,
    published_by text,
    published_at bigint not null,
    note text not null,
    withdrawn_at bigint,
    constraint publication_pkey primary key (number),
    constraint publication_pack_fkey foreign key (pack_digest) references pack (digest),
    constraint publication_account_fkey foreign key (published_by) references account (id)
);
