-- Its rows stand in rule_verification.
drop table verification;
