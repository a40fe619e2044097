-- That somebody who fills in a draft was sent to the crisis lifeline: once for each draft.
create table crisis (
    encounter_id text not null,
    raised_at bigint not null,
    constraint crisis_pkey primary key (encounter_id),
    constraint crisis_encounter_fkey foreign key (encounter_id) references encounter (id)
);
