-- Who read or wrote what, when and why: appended, never changed.
create table audit (
    id text not null,
    occurred_at bigint not null,
    actor_kind text not null,
    actor_id text,
    action text not null,
    encounter_id text,
    subject_id text,
    reason text not null,
    constraint audit_pkey primary key (id),
    constraint audit_actor_known check (actor_kind in ('visitor', 'patient', 'clinician', 'operator', 'system'))
);
