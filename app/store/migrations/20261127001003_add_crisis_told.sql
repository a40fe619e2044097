-- Which dangers operators were written to about: sealed, each rule with the moment.
alter table crisis add column told text not null default '{}';
