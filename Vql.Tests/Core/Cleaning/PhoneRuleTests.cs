using CsCheck;
using Vql.Core.Cleaning;

namespace Vql.Tests.Core.Cleaning;

/// <summary>Tests of phone numbers in the formats of people and programs.</summary>
public sealed class PhoneRuleTests
{
    [Theory]
    [InlineData("+12125550123", "+12125550123", Reading.Literal)]
    [InlineData("'+12125550123", "+12125550123", Reading.Literal)]
    [InlineData("+1 (212) 555-0123", "+12125550123", Reading.Rewritten)]
    [InlineData("+1 212 555 0123 ext. 7", "+12125550123", Reading.Rewritten)]
    [InlineData("+1 212 555 0123 x77", "+12125550123", Reading.Rewritten)]
    [InlineData("+49 (0)30 901820", "+4930901820", Reading.Rewritten)]
    [InlineData("0049 30 901820", "+4930901820", Reading.Rewritten)]
    [InlineData("+39 06 1234 5678", "+390612345678", Reading.Rewritten)]
    [InlineData("12125550123.0", "+12125550123", Reading.Rewritten)]
    [InlineData("Mobile: +1 212 555 0123", "+12125550123", Reading.Rewritten)]
    [InlineData("tel:+1-212-555-0123", "+12125550123", Reading.Rewritten)]
    [InlineData("+1 212 555 0123 (work)", "+12125550123", Reading.Rewritten)]
    [InlineData("+１ ２１２ ５５５ ０１２３", "+12125550123", Reading.Rewritten)]
    [InlineData("212-555-0123", "2125550123", Reading.Approximate)]
    [InlineData("030/901820", "030901820", Reading.Approximate)]
    [InlineData("+1 555 0123", "+15550123", Reading.Approximate)]
    [InlineData("+1 212 555 0123, +1 212 555 0124", "+12125550123", Reading.FirstOfSeveral)]
    [InlineData("555-0123 / 555-0124", "5550123", Reading.FirstOfSeveral)]
    [InlineData("+1 212 555 0123\n+1 212 555 0124", "+12125550123", Reading.FirstOfSeveral)]
    [InlineData("+1 212 555 0123 or +44 20 7946 0123", "+12125550123", Reading.FirstOfSeveral)]
    [InlineData("555-0123/24", "5550123", Reading.FirstOfSeveral)]
    [InlineData("+1 212 555 0123 ::: +1 212 555 0124", "+12125550123", Reading.FirstOfSeveral)]
    [InlineData("+1 212 555 0123 (ext. 7)", "+12125550123", Reading.Rewritten)]
    [InlineData("=\"+12125550123\"", "+12125550123", Reading.Rewritten)]
    [InlineData("\"+1 212 555 0123\"", "+12125550123", Reading.Rewritten)]
    [InlineData("+1 212 555 0123.", "+12125550123", Reading.Rewritten)]
    [InlineData("+0044 20 7946 0123", "+442079460123", Reading.Rewritten)]
    [InlineData("1 (212) 555-0123", "+12125550123", Reading.Rewritten)]
    public void Phone_ThatCanBeRead_IsStoredInE164FormOrAsItsDigits(string raw, string expected, Reading reading) =>
        Assert.Equal((expected, reading), (PhoneRule.Clean(raw).Value, PhoneRule.Clean(raw).Reading));

    [Theory]
    [InlineData("(212) 555-0123", "US", "+12125550123")]
    [InlineData("020 7946 0123", "GB", "+442079460123")]
    [InlineData("030 901820", "DE", "+4930901820")]
    [InlineData("+44 20 7946 0123", "US", "+442079460123")]
    [InlineData("12345", "US", "12345")]
    [InlineData("555-0123", "US", "5550123")]
    [InlineData("491711234567", "DE", "+491711234567")]
    [InlineData("393351234567", "IT", "+393351234567")]
    [InlineData("1212-555-0123", "US", "+12125550123")]
    [InlineData("8 (495) 123-45-67", "RU", "+74951234567")]
    [InlineData("138 2345 6789", "CN", "+8613823456789")]
    public void Phone_WithoutACountryCode_TakesThatOfTheRow(string raw, string region, string expected) =>
        Assert.Equal(expected, PhoneRule.Clean(raw, region).Value);

    [Theory]
    [InlineData("1.42E+10")]
    [InlineData("1.2125550123e10")]
    [InlineData("+1212555012312125550124")]
    [InlineData("555-0123 555-0124")]
    [InlineData("+1 212 555 0123 99")]
    [InlineData("911")]
    [InlineData("+1 800 FLOWERS")]
    [InlineData("call me")]
    [InlineData("=+12125550123")]
    [InlineData("000-000-0000")]
    [InlineData("+0 212 555 0123")]
    [InlineData("8 (495) 123-45-67")]
    [InlineData("138 2345 6789")]
    public void Phone_ThatIsNotOneNumber_IsRejected(string raw) =>
        Assert.Equal((null, Reading.Rejected), (PhoneRule.Clean(raw).Value, PhoneRule.Clean(raw).Reading));

    [Theory]
    [InlineData("12", "DE")]
    [InlineData("7", "FR")]
    [InlineData("911", "US")]
    public void Phone_OfTooFewDigits_IsRejectedWhateverTheCountry(string raw, string region) =>
        Assert.True(PhoneRule.Clean(raw, region).IsRejected);

    [Fact]
    public void Phone_WithMoreThanItsNumber_NamesWhatIsNotStored()
    {
        Assert.Contains("extension 77", PhoneRule.Clean("+1 212 555 0123 x77").Explanation, StringComparison.Ordinal);
        Assert.Contains("+44 20 7946 0123", PhoneRule.Clean("+1 212 555 0123; +44 20 7946 0123").Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Phone_OfAnyText_HoldsDigitsInTheirOrderAndNoMoreThanFifteen() =>
        Gen.Char["+0123456789 ()-./,;x#e\n"].Array[0, 30].Select(letters => new string(letters)).Sample(raw =>
        {
            if (PhoneRule.Clean(raw).Value is not { } stored)
            {
                return;
            }

            var digits = stored.TrimStart('+');
            Assert.InRange(digits.Length, 5, 15);
            var at = 0;
            foreach (var digit in digits)
            {
                at = raw.IndexOf(digit, at) + 1;
                Assert.True(at > 0, $"\"{raw}\" became {stored}");
            }
        });

    [Fact]
    public void Phone_CleanedAgain_IsTheSame() =>
        Gen.Char["+0123456789 ()-./,;x"].Array[0, 24].Select(letters => new string(letters)).Sample(raw =>
        {
            if (PhoneRule.Clean(raw).Value is { } once)
            {
                Assert.Equal(once, PhoneRule.Clean(once).Value);
            }
        });
}
