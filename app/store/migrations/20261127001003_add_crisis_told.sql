-- Which dangers operators were written to about: a sealed list of rules.
alter table crisis add column told text not null default '[]';
