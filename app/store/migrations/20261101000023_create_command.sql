-- What a command did, so that its retry does nothing twice.
create table command (
    id text not null,
    actor_id text not null,
    encounter_id text not null,
    body_digest text not null,
    result text not null,
    performed_at bigint not null,
    constraint command_pkey primary key (id),
    constraint command_encounter_fkey foreign key (encounter_id) references encounter (id)
);
