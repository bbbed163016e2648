"""The instances of the ROADEF challenge 2007, "Technicians and interventions scheduling for telecommunications" (France
Telecom): a folder each, with teams that are made anew every day."""
