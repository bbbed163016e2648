"""NSPLib, the nurse scheduling problem library of Vanhoucke and Maenhout (2005): a `.nsp` file with nurses, cover and
preferences, and a `.gen` file ("case") with the counters that hold for every nurse."""
