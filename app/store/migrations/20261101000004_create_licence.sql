-- A licence of one clinician in one state.
create table licence (
    id text not null,
    clinician_id text not null,
    state text not null,
    kind text not null,
    number text not null,
    status text not null,
    expires_on text not null,
    created_at bigint not null,
    changed_at bigint not null,
    constraint licence_pkey primary key (id),
    constraint licence_number_key unique (state, number),
    constraint licence_clinician_fkey foreign key (clinician_id) references clinician (account_id),
    constraint licence_state_code check (length(state) = 2),
    constraint licence_kind_known check (kind in ('md', 'do', 'pa', 'np')),
    constraint licence_status_known check (status in ('active', 'inactive', 'suspended', 'revoked')),
    constraint licence_expiry_dated check (length(expires_on) = 10)
);
