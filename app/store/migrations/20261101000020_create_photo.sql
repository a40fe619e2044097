-- A photo or a page of a record; the file lies in the object store.
create table photo (
    id text not null,
    encounter_id text not null,
    kind text not null,
    view text,
    object_key text not null,
    media_type text not null,
    bytes bigint not null,
    width bigint not null,
    height bigint not null,
    sha256 text not null,
    sent_on text not null,
    created_at bigint not null,
    replaced_at bigint,
    constraint photo_pkey primary key (id),
    constraint photo_object_key unique (object_key),
    constraint photo_encounter_fkey foreign key (encounter_id) references encounter (id),
    constraint photo_kind_known check (kind in ('photo', 'record')),
    constraint photo_view_named check ((kind = 'photo') = (view is not null)),
    constraint photo_sized check (bytes > 0 and width > 0 and height > 0)
);
