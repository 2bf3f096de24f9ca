using CsCheck;
using Vql.Core.Cleaning;

namespace Vql.Tests.Core.Cleaning;

/// <summary>Tests of numbers in the formats of people and programs.</summary>
public sealed class NumberRuleTests
{
    [Theory]
    [InlineData("0", 0, Reading.Literal)]
    [InlineData(" 1750000 ", 1_750_000, Reading.Literal)]
    [InlineData("9223372036854775807", long.MaxValue, Reading.Literal)]
    [InlineData("00750", 750, Reading.Rewritten)]
    [InlineData("4,500", 4_500, Reading.Rewritten)]
    [InlineData("4.500", 4_500, Reading.Rewritten)]
    [InlineData("4.500.000", 4_500_000, Reading.Rewritten)]
    [InlineData("4,500,000.00", 4_500_000, Reading.Rewritten)]
    [InlineData("4.500.000,75", 4_500_000, Reading.Rewritten)]
    [InlineData("4 500 000", 4_500_000, Reading.Rewritten)]
    [InlineData("4\u00A0500\u202F000", 4_500_000, Reading.Rewritten)]
    [InlineData("4'500'000", 4_500_000, Reading.Rewritten)]
    [InlineData("45,00,000", 4_500_000, Reading.Rewritten)]
    [InlineData("250.0", 250, Reading.Rewritten)]
    [InlineData("2.9", 2, Reading.Rewritten)]
    [InlineData("0,500", 0, Reading.Rewritten)]
    [InlineData("３００", 300, Reading.Rewritten)]
    [InlineData("$3.25M", 3_250_000, Reading.Rewritten)]
    [InlineData("€ 7 bn", 7_000_000_000, Reading.Rewritten)]
    [InlineData("1.125B", 1_125_000_000, Reading.Rewritten)]
    [InlineData("1,125 million", 1_125_000_000, Reading.Rewritten)]
    [InlineData("3,5 Mio. EUR", 3_500_000, Reading.Rewritten)]
    [InlineData("GBP 12,000,000", 12_000_000, Reading.Rewritten)]
    [InlineData("5 thousand", 5_000, Reading.Rewritten)]
    [InlineData("2 crore", 20_000_000, Reading.Rewritten)]
    [InlineData("51.27Cr€", 512_700_000, Reading.Rewritten)]
    [InlineData("R$ 7", 7, Reading.Rewritten)]
    [InlineData("1.500,- €", 1_500, Reading.Rewritten)]
    [InlineData("Fr. 1'500.–", 1_500, Reading.Rewritten)]
    [InlineData("2 000 000 kr.", 2_000_000, Reading.Rewritten)]
    [InlineData("2,000,000USD", 2_000_000, Reading.Rewritten)]
    [InlineData("$.5M", 500_000, Reading.Rewritten)]
    [InlineData("'750", 750, Reading.Rewritten)]
    [InlineData("=\"0750\"", 750, Reading.Rewritten)]
    [InlineData("2,5 Millionen", 2_500_000, Reading.Rewritten)]
    [InlineData("3 mld. zł", 3_000_000_000, Reading.Rewritten)]
    [InlineData("1,2 млн", 1_200_000, Reading.Rewritten)]
    [InlineData("25万", 250_000, Reading.Rewritten)]
    [InlineData("$250 mil. - $1 bil.", 250_000_000, Reading.Approximate)]
    [InlineData("5 mil dollars", 5_000_000, Reading.Rewritten)]
    [InlineData("USD 5mil", 5_000_000, Reading.Rewritten)]
    [InlineData("7 C$", 7, Reading.Rewritten)]
    [InlineData("75 employees", 75, Reading.Rewritten)]
    [InlineData("3.4E+06", 3_400_000, Reading.Approximate)]
    [InlineData("~80", 80, Reading.Approximate)]
    [InlineData("about 1,500", 1_500, Reading.Approximate)]
    [InlineData("500+", 500, Reading.Approximate)]
    [InlineData("> 10k", 10_000, Reading.Approximate)]
    [InlineData("11-50", 11, Reading.Approximate)]
    [InlineData("11 – 50 employees", 11, Reading.Approximate)]
    [InlineData("11 to 50", 11, Reading.Approximate)]
    [InlineData("5,001-10,000", 5_001, Reading.Approximate)]
    [InlineData("20k-30k", 20_000, Reading.Approximate)]
    [InlineData("$1-5M", 1_000_000, Reading.Approximate)]
    [InlineData("900-1k", 900, Reading.Approximate)]
    [InlineData("between 10 and 20", 10, Reading.Approximate)]
    [InlineData("50-50", 50, Reading.Approximate)]
    [InlineData("1.5k-1,600", 1_500, Reading.Approximate)]
    [InlineData("1234,567", 1_234, Reading.Rewritten)]
    [InlineData(".750", 0, Reading.Rewritten)]
    public void Number_ThatCanBeRead_IsStoredInDigits(string raw, long expected, Reading reading)
    {
        var cleaned = NumberRule.Clean(raw);
        Assert.Equal((expected, reading), (cleaned.Value, cleaned.Reading));
        Assert.Equal(reading == Reading.Literal, cleaned.Explanation is null);
    }

    [Theory]
    [InlineData("1500", 1_500_000, Reading.Rewritten)]
    [InlineData("1234.56", 1_234_560, Reading.Rewritten)]
    [InlineData("1,500", 1_500_000, Reading.Rewritten)]
    [InlineData("$1.2M", 1_200_000, Reading.Rewritten)]
    [InlineData("500-900", 500_000, Reading.Approximate)]
    [InlineData("$1-5M", 1_000_000, Reading.Approximate)]
    [InlineData("500+", 500_000, Reading.Approximate)]
    [InlineData("~80", 80_000, Reading.Approximate)]
    public void Number_OfAColumnInThousands_IsMultipliedUnlessItHasAUnit(string raw, long expected, Reading reading)
    {
        var cleaned = NumberRule.CleanThousands(raw);
        Assert.Equal((expected, reading), (cleaned.Value, cleaned.Reading));
    }

    [Theory]
    [InlineData("-5", Reading.Placeholder)]
    [InlineData("9223372036854775807", Reading.Rejected)]
    [InlineData("12%", Reading.Rejected)]
    public void Number_OfAColumnInThousandsThatIsNone_IsNotStored(string raw, Reading reading) =>
        Assert.Equal((null, reading), (NumberRule.CleanThousands(raw).Value, NumberRule.CleanThousands(raw).Reading));

    [Theory]
    [InlineData("-40000")]
    [InlineData("−40000")]
    [InlineData("(750)")]
    [InlineData("-$5")]
    [InlineData("N/A")]
    [InlineData("#DIV/0!")]
    public void Number_ThatIsNegativeOrAPlaceholder_IsUnknown(string raw) =>
        Assert.Equal((null, Reading.Placeholder), (NumberRule.Clean(raw).Value, NumberRule.Clean(raw).Reading));

    [Theory]
    [InlineData("many")]
    [InlineData("12 34")]
    [InlineData("1-2-3")]
    [InlineData("50-11")]
    [InlineData("<50")]
    [InlineData("up to 50")]
    [InlineData("12%")]
    [InlineData("1,2,3")]
    [InlineData("1,234,56")]
    [InlineData("450,00,000")]
    [InlineData("4.50.000")]
    [InlineData("1,234.567.8")]
    [InlineData("1,700-1.6k")]
    [InlineData("5-7x")]
    [InlineData("1.000.00")]
    [InlineData("10-Feb")]
    [InlineData("2024-01-01")]
    [InlineData("1000 (2023)")]
    [InlineData("7 dwarfs")]
    [InlineData("12 T€")]
    [InlineData("TEUR 12")]
    [InlineData("5 mil €")]
    [InlineData("R$ 5 mil")]
    [InlineData("R$5mil")]
    [InlineData("EUR 5mil")]
    [InlineData("5mil euros")]
    [InlineData("10 mil empleados")]
    [InlineData("1億5000万")]
    [InlineData("9223372036854775808")]
    [InlineData("9.3E18")]
    public void Number_ThatIsNotOneNumberOrRange_IsRejected(string raw)
    {
        var cleaned = NumberRule.Clean(raw);
        Assert.Equal((null, Reading.Rejected), (cleaned.Value, cleaned.Reading));
        Assert.NotEmpty(cleaned.Explanation!);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void Number_ThatIsBlank_IsNoValueAndNothingToCount(string? raw) => Assert.Equal(default, NumberRule.Clean(raw));

    [Fact]
    public void Number_WithAnyGroupingFractionAndCurrency_ReadsBack() =>
        Gen.Select(
            Gen.Long[0, 999_999_999_999], Gen.OneOf(",", ".", " ", "\u00A0", "'"), Gen.OneOf("{0}", "${0}", "{0} €", "USD {0}"), Gen.Bool)
            .Sample((number, separator, currency, hasFraction) =>
            {
                var grouped = number.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)
                    .Replace(",", separator, StringComparison.Ordinal);
                var fraction = !hasFraction ? "" : separator == "," ? ".00" : ",00";
                var raw = currency.Replace("{0}", grouped + fraction, StringComparison.Ordinal);
                Assert.Equal(number, NumberRule.Clean(raw).Value);
            });

    [Fact]
    public void Range_OfAnyBounds_GivesTheLowerOne() =>
        Gen.Select(Gen.Long[0, 1_000_000], Gen.Long[0, 1_000_000], Gen.OneOf("-", " - ", "–", " to ", " — "))
            .Sample(
                (one, other, dash) => Assert.Equal(
                    Math.Min(one, other), NumberRule.Clean($"{Math.Min(one, other)}{dash}{Math.Max(one, other)}").Value));

    [Fact]
    public void Number_OfAnyText_NeverHoldsDigitsOfTwoNumbers() =>
        Gen.Select(
            Gen.Int[1, 9999], Gen.Int[1, 9999],
            Gen.OneOf("-", "/", " ", ";", " or ", "x", "_", "(", "+", "&", ":", "\n", " to ", "..", "e"))
            .Sample((one, other, between) =>
            {
                var value = NumberRule.Clean($"{one}{between}{other}").Value;
                Assert.True(
                    value is null || value == one || IsGrouped(one, other, between, value) || between == "e",
                    $"{one}{between}{other} became {value}");
            });

    private static bool IsGrouped(int one, int other, string between, long? value) =>
        between is " " or "_" or "\n" && other >= 100 && one <= 999 && value == (one * 1000L) + other;
}
