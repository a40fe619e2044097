-- A request for information and its answer, both sealed.
create table request (
    id text not null,
    encounter_id text not null,
    asked text not null,
    asked_at bigint not null,
    answers text,
    answered_at bigint,
    answered_on text,
    constraint request_pkey primary key (id),
    constraint request_encounter_fkey foreign key (encounter_id) references encounter (id),
    constraint request_answer_whole check (
        (answers is null) = (answered_at is null) and (answers is null) = (answered_on is null)
    )
);
