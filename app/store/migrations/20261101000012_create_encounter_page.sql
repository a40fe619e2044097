-- One saved revision of one page of answers: appended, never changed.
create table encounter_page (
    encounter_id text not null,
    page text not null,
    revision bigint not null,
    answers text not null,
    saved_at bigint not null,
    saved_by text not null,
    constraint encounter_page_pkey primary key (encounter_id, page, revision),
    constraint encounter_page_encounter_fkey foreign key (encounter_id) references encounter (id),
    constraint encounter_page_revision_counts check (revision >= 1)
);
