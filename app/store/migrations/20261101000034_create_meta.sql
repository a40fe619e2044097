-- What this database is.
create table meta (
    name text not null,
    content text not null,
    constraint meta_pkey primary key (name)
);
