// What a script adds to pages that work without one.
