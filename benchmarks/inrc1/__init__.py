"""The instances of the first International Nurse Rostering Competition (2010) in their plain-text form.

Haspeslagh, De Causmaecker, Schaerf, Stolevik: "The first international nurse rostering competition 2010", Annals of
Operations Research 218 (2014).
"""
