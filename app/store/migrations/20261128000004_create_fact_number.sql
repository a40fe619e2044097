-- A number for every fact that was ever known of a case, for good.
create table fact_number (
    name text not null,
    number bigint not null,
    constraint fact_number_pkey primary key (name),
    constraint fact_number_key unique (number)
);
