using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Vql.Core.Cleaning;

/// <summary>
/// Cleans numbers as people write them: <c>1,200</c>, <c>$1.2M</c>, <c>12.5B</c>, <c>51-200</c>, <c>10k+</c>, <c>USD
/// 5,000,000</c>. The result is an integer: a fraction is truncated. Of a range or an open number such as <c>10k+</c>, the
/// lower bound is stored. A negative number means that the value is unknown. Any other text is rejected, so that the digits
/// of two numbers are never combined.
/// </summary>
public static partial class NumberRule
{
    private const string Expected = "is not a number: use digits, such as 1200000";
    private const string TooLarge = "is too large for a 64-bit integer";
    private const int MaxTextLength = 80;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.,+-~ ()");

    /// <summary>Cleans a number.</summary>
    /// <param name="raw">The input. Null for none.</param>
    public static Cleaned<long?> Clean(string? raw)
    {
        var plain = raw.AsSpan().Trim(' ');
        return plain is "0" or [>= '1' and <= '9', ..]
            && long.TryParse(plain, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? Cleaned.Literal<long?>(value)
            : Clean(raw, isInThousands: false);
    }

    /// <summary>
    /// Cleans a number of a column with the header "in thousands". A number with its own unit, such as <c>$1.2M</c>, is not
    /// multiplied.
    /// </summary>
    /// <param name="raw">The input. Null for none.</param>
    public static Cleaned<long?> CleanThousands(string? raw) => Clean(raw, isInThousands: true);

    private static Cleaned<long?> Clean(string? raw, bool isInThousands)
    {
        var cleaned = TextRule.Clean(raw);
        return cleaned.Value is not { } text ? new Cleaned<long?>(null, cleaned.Reading, cleaned.Explanation)
            : text.Length > MaxTextLength ? Cleaned.Rejected<long?>(Expected)
            : Read(Characters.Ascii(text).ToLowerInvariant(), isInThousands);
    }

    private static Cleaned<long?> Read(string text, bool isInThousands)
    {
        if (text.Contains('%', StringComparison.Ordinal))
        {
            return Cleaned.Rejected<long?>("is a percentage, not a number");
        }

        if (ThousandsOfEuros().IsMatch(text))
        {
            return Cleaned.Rejected<long?>("has the unit T, which can mean thousand or trillion: write the number in full");
        }

        if (SpanishThousands().IsMatch(text))
        {
            return Cleaned.Rejected<long?>("has the unit mil, which can mean thousand or million: write the number in full");
        }

        if (text.AsSpan().ContainsAnyExcept(NumberCharacters))
        {
            text = Words().Replace(text, " ").Trim();
        }

        text = WithoutFraction().Replace(text.TrimStart('\''), "");
        if (Bracketed().Match(text) is { Success: true } bracketed)
        {
            text = $"-{bracketed.Groups[1].Value}";
        }

        var isOpen = Open().IsMatch(text);
        var parts = Range().Match(isOpen ? Open().Replace(text, " ") : text);
        if (!parts.Success)
        {
            return Cleaned.Rejected<long?>(
                UpperBound().IsMatch(text) ? "has only an upper bound: write the number or its lower bound" : Expected);
        }

        var (low, isRange) = (Amount.Parse(parts.Groups["low"].Value, parts.Groups["unit"].Value), parts.Groups["high"].Success);
        var high = isRange ? Amount.Parse(parts.Groups["high"].Value, parts.Groups["highunit"].Value) : null;
        if (isInThousands && low?.Unit.Length == 0 && high?.Unit is null or "")
        {
            (low, high) = (low?.InThousands, high?.InThousands);
        }

        if (parts.Groups["minus"].Success)
        {
            return low is null || isRange
                ? Cleaned.Rejected<long?>(Expected)
                : new Cleaned<long?>(null, Reading.Placeholder, "is negative, which means that the value is unknown: nothing is stored");
        }

        return low is not { } lower ? Cleaned.Rejected<long?>(Expected)
            : isRange ? OfRange(lower, high)
            : isOpen ? Store(lower, value => Cleaned.Approximate<long?>(value, "is an approximate number: its digits are stored"))
            : OfOne(lower);
    }

    private static Cleaned<long?> OfOne(Amount amount) => Store(amount, value =>
        amount.IsScientific ? Cleaned.Approximate<long?>(value, "is in scientific notation, in which digits may be lost")
        : amount.HasFraction ? Cleaned.Rewritten<long?>(value, "has a fraction, which is truncated")
        : amount.IsAmbiguous ? Cleaned.Rewritten<long?>(value, "has one separator before three digits: it is a thousands separator")
        : Cleaned.Rewritten<long?>(value, amount.IsInThousands ? "is in thousands" : "is stored as digits"));

    // "10-50k" means 10k to 50k, and "500-1k" means 500 to 1k.
    private static Cleaned<long?> OfRange(Amount low, Amount? high)
    {
        if (high is not { } upper)
        {
            return Cleaned.Rejected<long?>(Expected);
        }

        var scaled = low.Unit.Length == 0 && upper.Unit.Length > 0
            && Amount.Parse(low.Digits, upper.Unit) is { } alike && alike.CompareTo(upper) <= 0 ? alike : low;
        return scaled.CompareTo(upper) > 0
            ? Cleaned.Rejected<long?>("is not a valid range: the first number is larger than the second one")
            : Store(scaled, value => Cleaned.Approximate<long?>(value, "is a range: its lower bound is stored"));
    }

    private static Cleaned<long?> Store(Amount amount, Func<long, Cleaned<long?>> store) =>
        amount.ToWhole() is { } value ? store(value) : Cleaned.Rejected<long?>(TooLarge);

    // Currencies and counted units, which do not affect the number.
    [GeneratedRegex(
        @"(?:(?<![a-z])(?:us|ca|c|au|a|nz|hk|sg|s|r|mx))?\p{Sc}|\b(?:usd|eur|gbp|jpy|cny|rmb|inr|chf|cad|aud|nzd|sek|nok|dkk|isk|pln|czk"
        + @"|huf|ron|brl|mxn|rub|try|zar|sgd|hkd|krw|twd|thb|idr|myr|php|vnd|aed|sar|ils|egp|ngn|kes|ars|clp|cop)(?![a-z])"
        + @"|(?<=[\d\s.,-])(?:usd|eur|gbp|jpy|inr|chf|cad|aud|sek|nok|dkk|pln|czk|huf|kr|zł|kč|руб)\.?(?=\s|$)"
        + @"|(?<![a-z])(?:usd|eur|gbp|jpy|inr|chf|cad|aud|rs\.?|s?fr\.?|kr\.?)(?=[\d\s.,-])"
        + @"|\b(?:us |u\.s\. )?(?:dollars?|euros?|pounds?(?: sterling)?|yen|yuan|rupees?|francs?"
        + @"|kron(?:a|or|er)|reais|pesos?|zloty|roubles?|rubles?)\b"
        + @"|\b(?:full[- ]time )?(?:employees?|people|persons?|staff(?: members)?|members?|workers?|headcount"
        + @"|ftes?|mitarbeiter|employés|empleados)\b",
        RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex(@"(?<![a-z])t ?(?:€|eur)", RegexOptions.CultureInvariant)]
    private static partial Regex ThousandsOfEuros();

    // With currencies and nouns of English, mil means million. A number can precede a word without a space.
    [GeneratedRegex(
        @"(?:€|r\$|mx\$|(?<![a-z])(?:eur|brl|mxn|ars|clp|cop)(?![a-z])).*(?<![a-z])mil(?![a-z])"
        + @"|(?<![a-z])mil(?![a-z]).*(?:€|(?<![a-z])(?:eur|euros?|reais|pesos|brl|mxn|ars|clp|cop|empleados)(?![a-z]))",
        RegexOptions.CultureInvariant)]
    private static partial Regex SpanishThousands();

    // A dash instead of a fraction of zero: 1.200,-.
    [GeneratedRegex(@"(?<=\d)[.,] ?-{1,2}(?=\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex WithoutFraction();

    [GeneratedRegex(@"^\(\s*([^()]+?)\s*\)$", RegexOptions.CultureInvariant)]
    private static partial Regex Bracketed();

    // Words for an approximate number or a lower bound.
    [GeneratedRegex(
        @"^(?:~|\+|>=?|≥|±|\b(?:about|approximately|approx\.?|around|roughly|circa|ca\.?|c\."
        + @"|over|more than|greater than|at least|min\.?|est\.?|estimated)(?=[\s\d]))\s*"
        + @"|(?<=[\d\w])\s*(?:\+|\bplus\b|\bor more\b|\band more\b|\band above\b)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Open();

    [GeneratedRegex(@"^(?:<=?|≤|under|below|less than|fewer than|up to|max)", RegexOptions.CultureInvariant)]
    private static partial Regex UpperBound();

    [GeneratedRegex(
        @"^\s*(?:(?:between|from)\s+)?(?<minus>-\s*)?(?<low>[.,]?\d(?:[\d.,' _]*\d)?(?:e[+-]?\d{1,2})?)\s*(?<unit>[\p{L}.]*?)\s*\+?\s*"
        + @"(?:(?:-|\bto\b|\band\b|\.\.\.?|…|~)\s*"
        + @"(?<high>\d(?:[\d.,' _]*\d)?(?:e[+-]?\d{1,2})?)\s*(?<highunit>[\p{L}.]*?)\s*|(?<minus>-))?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Range();
}
