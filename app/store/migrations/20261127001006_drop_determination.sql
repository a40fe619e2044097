-- Its rows stand in decision.
drop table determination;
