-- What is public about a clinician.
create table clinician (
    account_id text not null,
    npi text not null,
    title text not null,
    constraint clinician_pkey primary key (account_id),
    constraint clinician_npi_key unique (npi),
    constraint clinician_account_fkey foreign key (account_id) references account (id)
);
