create index publication_effective_index on publication (effective_at, number);
