# Each target installs what it lacks, says so, and does nothing twice. The scripts stand in .make/.
SHELL := bash
.DEFAULT_GOAL := help
LISTEN ?= 127.0.0.1:3000
DATA ?= ./data
SERVE := serve --demo --data $(DATA) --listen $(LISTEN)

.PHONY: help run watch test bench fuzz

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' Makefile

run: ## Build, optimised, and serve the demonstration clinic
	@.make/build
	@echo "Open http://$(LISTEN)/demo to be any patient, clinician or operator, or http://$(LISTEN) to start as a new patient. Ctrl-C ends it."
	@exec target/release/asynclinic $(SERVE)

watch: ## The daily loop: rebuild and reload at every change
	@.make/setup build
	@. .make/environment && exec cargo leptos watch -- $(SERVE)

test: ## Every check: format, lints, documentation, tests on SQLite and PostgreSQL, journeys in a browser
	@.make/test

bench: ## The figures of README.md: bytes to load, visits a second, pages, memory, start
	@.make/bench

fuzz: ## Broken and made-up packs, cases, receipts and forms for 10 minutes, or for FUZZ_SECONDS
	@.make/fuzz
