-- How often something was done in one window of time.
create table allowance (
    subject text not null,
    window_start bigint not null,
    window_end bigint not null,
    uses bigint not null,
    constraint allowance_pkey primary key (subject, window_start)
);
