#!/usr/bin/env perl
# Writes Composition.txt: Unicode's canonical decompositions and combining classes, from which NFC is computed.
# .NET's own normalization needs ICU, and the hosts run without it (InvariantGlobalization).
# Run: perl generate.pl > Composition.txt
use v5.36;
use Unicode::UCD qw(charinfo);
use Unicode::Normalize qw(getCanon getCombinClass NFC);

say '# Canonical decompositions and combining classes of Unicode ', Unicode::UCD::UnicodeVersion(), '. Written by generate.pl.';
say '# "= CODE FIRST SECOND": the two code points that compose the first one. "! CODE FIRST [SECOND]": decomposed, never composed.';
say '# "c FIRST LAST CLASS": combining classes other than 0.';
for my $code (0xC0 .. 0x2FFFF) {
    # Hangul syllables are composed by arithmetic.
    next if $code >= 0xAC00 && $code <= 0xDFFF;
    next unless defined getCanon($code);
    my $parts = charinfo($code)->{decomposition};
    printf "%s %X %s\n", NFC(chr $code) eq chr $code ? '=' : '!', $code, join ' ', map { sprintf '%X', hex } split ' ', $parts;
}

my ($start, $class) = (0, 0);
for my $code (0 .. 0x1FFFF) {
    my $now = $code >= 0xD800 && $code <= 0xDFFF ? 0 : getCombinClass($code);
    next if $now == $class;
    printf "c %X %X %d\n", $start, $code - 1, $class if $class;
    ($start, $class) = ($code, $now);
}
