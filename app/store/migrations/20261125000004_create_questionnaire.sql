-- Every version of a questionnaire that somebody has begun to answer.
create table questionnaire (
    protocol text not null,
    version text not null,
    content text not null,
    kept_at bigint not null,
    constraint questionnaire_pkey primary key (protocol, version)
);
