using System.Globalization;
using CsCheck;

namespace Vql.Tests.SyncWorker.Import.RoundTrip;

/// <summary>
/// Generates cells with whole numbers in the formats of people and programs. The text is derived from the value.
/// </summary>
internal static class NumberCells
{
    private static readonly (string Text, int Exponent)[] Units =
    [
        ("K", 3), ("k", 3), (" thousand", 3), ("M", 6), (" M", 6), ("m", 6), ("MM", 6), (" million", 6), (" Mio.", 6), ("B", 9),
        (" bn", 9), (" Mrd", 9),
        (" billion", 9), ("T", 12), (" lakh", 5), (" crore", 7), ("Cr", 7),
    ];

    private static readonly Gen<long> Value =
        Gen.Int[0, 18].SelectMany(digits =>
            Gen.Long[digits == 0 ? 0 : Power(digits), digits == 18 ? long.MaxValue : Power(digits + 1) - 1]);

    private static readonly Gen<(string Before, string After)> Currency = Gen.OneOf(
        ("$", ""), ("€", ""), ("£", ""), ("US$ ", ""), ("USD ", ""), ("EUR ", ""), ("", " €"), ("", " USD"), ("", " EUR"), ("", "€"),
        ("$", " USD"));

    private static readonly Gen<WrittenCell> Literal = Value.Select(value => WrittenCell.Literal(Digits(value)));

    private static readonly Gen<WrittenCell> Grouped = Gen.Select(
        Value, Gen.OneOf(",", ".", " ", "'", "\u00A0", "’", "_"), (value, mark) => Written(Groups(value, mark), value, value >= 1000));

    private static readonly Gen<WrittenCell> WithFraction =
        from value in Value
        from isGerman in Gen.Bool
        from fraction in Gen.OneOf("00", "50", "5", "0")
        select Written(isGerman ? $"{Groups(value, ".")},{fraction}" : $"{Groups(value, ",")}.{fraction}", value);

    private static readonly Gen<WrittenCell> Indian = Gen.Long[100_000, 9_999_999_999].Select(value =>
        Written($"{LakhGroups(value / 1000)},{value % 1000:000}", value));

    private static readonly Gen<WrittenCell> Money = Gen.Select(
        Value, Currency, Gen.Bool, (value, mark, groups) =>
            Written($"{mark.Before}{(groups ? Groups(value, ",") : Digits(value))}{mark.After}", value));

    private static readonly Gen<WrittenCell> Counted = Gen.Select(
        Value, Gen.OneOf("employees", "people", "FTE", "Mitarbeiter"), (value, noun) => Written($"{value} {noun}", value));

    private static readonly Gen<WrittenCell> Scaled =
        from digits in Gen.Int[1, 9999]
        from decimals in Gen.Int[0, 3]
        from comma in Gen.Bool
        from unit in Gen.OneOf(Units)
        from currency in Gen.OneOf(Gen.Const(("", "")), Currency)
        let mark = comma && decimals < 3 ? "," : "."
        let text = $"{currency.Item1}{Decimal(digits, decimals, mark)}{unit.Text}{currency.Item2}"
        select IsThousandsOfEuros(unit.Text, currency.Item2)
            ? new WrittenCell(text, null, WrittenCell.Rejected)
            : Written(text, digits * Power(unit.Exponent - decimals));

    private static readonly Gen<WrittenCell> Range =
        from low in Gen.Int[1, 900]
        from width in Gen.Int[1, 90]
        let high = low + width
        from form in Gen.OneOf(
            ($"{low}-{high}", 1), ($"{low} - {high}", 1), ($"{low}–{high}", 1), ($"{low} to {high}", 1), ($"between {low} and {high}", 1),
            ($"{low}-{high} employees", 1), ($"{low}k-{high}k", 1_000), ($"{low}-{high}k", 1_000), ($"${low}M - ${high}M", 1_000_000),
            ($"${low}-{high}M", 1_000_000), ($"{low},000 - {high},000", 1_000), ($"€{low} Mio. to €{high} Mio.", 1_000_000))
        select new WrittenCell(form.Item1, Digits((long)low * form.Item2), WrittenCell.Approximate);

    private static readonly Gen<WrittenCell> Open =
        from value in Gen.Long[1, 9_999_999]
        from form in Gen.OneOf(
            "{0}+", "{0} +", "~{0}", ">{0}", ">= {0}", "over {0}", "more than {0}", "about {0}", "{0} or more", "ca. {0}", "at least {0}")
        from groups in Gen.Bool
        let number = groups ? Groups(value, ",") : Digits(value)
        select new WrittenCell(form.Replace("{0}", number, StringComparison.Ordinal), Digits(value), WrittenCell.Approximate);

    private static readonly Gen<WrittenCell> Scientific = Gen.Select(Gen.Int[11, 99], Gen.Int[2, 12], (digits, power) =>
        new WrittenCell($"{Decimal(digits, 1, ".")}E+{power:00}", Digits(digits * Power(power - 1)), WrittenCell.Approximate));

    private static readonly Gen<WrittenCell> Negative = WrittenCell.Unknown("-1", "-300,000", "(1,200)", "-5000000");

    private static readonly Gen<WrittenCell> Unreadable = WrittenCell.Unreadable(
        "many people", "<50", "12%", "1-2-3", "see notes", "99999999999999999999", "1.2.3", "12/2024", "under 100", "90-10");

    private static readonly Gen<WrittenCell> Western = Gen.Frequency(
        (4, Literal), (2, Grouped), (1, WithFraction), (1, Indian), (2, Money), (1, Counted), (3, Scaled), (2, Range), (1, Open),
        (1, Scientific),
        (1, Negative), (1, Unreadable));

    private static readonly Gen<WrittenCell> Wide = Value.Select(value =>
        Written(string.Concat(Digits(value).Select(digit => (char)(digit - '0' + '０'))), value));

    private static readonly Gen<WrittenCell> Narrow = Value.Select(value => Written(Groups(value, "\u202F"), value, value >= 1000));

    /// <summary>Generates numbers.</summary>
    public static Gen<WrittenCell> Of(CellContext context) =>
        WrittenCell.WithBlanks(context.IsWestern ? Western : Gen.Frequency((12, Western), (1, Wide), (1, Narrow)));

    /// <summary>
    /// Generates numbers for a column with the header "in thousands". A unit in the cell takes precedence.
    /// </summary>
    public static Gen<WrittenCell> OfThousands { get; } = WrittenCell.WithBlanks(Gen.OneOf(
        Gen.Long[0, 9_999_999_999].Select(value => Written(Digits(value), value * 1000, true)),
        Gen.Long[1_000, 9_999_999].Select(value => Written(Groups(value, ","), value * 1000)),
        Gen.Select(Gen.Int[1, 9_999_999], Gen.Int[1, 2], (digits, decimals) =>
            Written(Decimal(digits, decimals, "."), digits * Power(3 - decimals))),
        Gen.Select(Gen.Int[1, 500], Gen.Int[501, 900], (low, high) =>
            new WrittenCell($"{low}-{high}", Digits(low * 1000L), WrittenCell.Approximate)),
        Gen.Int[1, 99].Select(digits => Written($"${Decimal(digits, 1, ".")}M", digits * 100_000L)),
        Gen.Int[1, 999].Select(value => new WrittenCell($"{value}+", Digits(value * 1000L), WrittenCell.Approximate)),
        Negative, Unreadable));

    // In German, T before euros means thousands, and in English trillions.
    private static bool IsThousandsOfEuros(string unit, string after) => unit == "T" && after.Trim() is "€" or "EUR";

    private static WrittenCell Written(string text, long value, bool isRewritten = true) =>
        new(text, Digits(value), isRewritten ? WrittenCell.Rewritten : null);

    private static string Digits(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Groups(long value, string mark) =>
        value.ToString("#,0", CultureInfo.InvariantCulture).Replace(",", mark, StringComparison.Ordinal);

    private static string LakhGroups(long value) => value < 100 ? Digits(value) : $"{LakhGroups(value / 100)},{value % 100:00}";

    private static string Decimal(int digits, int decimals, string mark)
    {
        var text = Digits(digits).PadLeft(decimals + 1, '0');
        return decimals == 0 ? text : $"{text[..^decimals]}{mark}{text[^decimals..]}";
    }

    private static long Power(int exponent) => exponent == 0 ? 1 : 10 * Power(exponent - 1);
}
