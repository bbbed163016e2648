"""The employee shift scheduling instances of Curtois and Qu (2014), "Computational results on new staff scheduling
benchmark instances": one file each, hard rules of staff, soft requests and cover."""
