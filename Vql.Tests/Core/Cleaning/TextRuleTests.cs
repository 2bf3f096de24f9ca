using System.Text;
using CsCheck;
using Vql.Core.Cleaning;
using Vql.Core.Text;

namespace Vql.Tests.Core.Cleaning;

/// <summary>Tests of texts, labels and placeholders.</summary>
public sealed class TextRuleTests
{
    [Theory]
    [InlineData("Wham!", "Wham!", Reading.Literal)]
    [InlineData("  Meta (Facebook) ", "Meta (Facebook)", Reading.Literal)]
    [InlineData("#waywire", "#waywire", Reading.Literal)]
    [InlineData("None Taken Ltd.", "None Taken Ltd.", Reading.Literal)]
    [InlineData("'s-Hertogenbosch", "'s-Hertogenbosch", Reading.Literal)]
    [InlineData("'=1+1", "=1+1", Reading.Literal)]
    [InlineData("''=1+1", "'=1+1", Reading.Literal)]
    [InlineData("=\"0042\"", "0042", Reading.Rewritten)]
    [InlineData("'=\"0042\"", "=\"0042\"", Reading.Literal)]
    [InlineData("=A1", "=A1", Reading.Literal)]
    [InlineData("a  b\tc\r\nd", "a b c d", Reading.Rewritten)]
    [InlineData("\uFEFFAnn\u200B", "Ann", Reading.Rewritten)]
    [InlineData("An\0n\u0007", "Ann", Reading.Rewritten)]
    [InlineData("\u00A0New\u00A0York\u00A0", "New York", Reading.Rewritten)]
    [InlineData("Zu\u0308rich", "Zürich", Reading.Rewritten)]
    [InlineData("می\u200Cخواهم", "می\u200Cخواهم", Reading.Literal)]
    public void Text_WithAnyDirt_KeepsItsLettersAndSymbols(string raw, string expected, Reading reading) =>
        Assert.Equal((expected, reading), (TextRule.Clean(raw).Value, TextRule.Clean(raw).Reading));

    [Fact]
    public void Label_OfAnyCase_IsLowerCased() =>
        Assert.Equal(new Cleaned<string>("são paulo", Reading.Literal, null), LabelRule.Clean("São PAULO"));

    [Theory]
    [InlineData("N/A")]
    [InlineData("n/a")]
    [InlineData("NULL")]
    [InlineData("None")]
    [InlineData("nil")]
    [InlineData("-")]
    [InlineData("--")]
    [InlineData("—")]
    [InlineData("#REF!")]
    [InlineData("#DIV/0!")]
    [InlineData("\\N")]
    [InlineData("Unknown")]
    [InlineData("(blank)")]
    [InlineData("undefined")]
    [InlineData("NaN")]
    [InlineData("TBD")]
    [InlineData("Not Available")]
    [InlineData("########")]
    [InlineData("#WERT!")]
    [InlineData("#¡VALOR!")]
    [InlineData("#Н/Д")]
    [InlineData("Keine Angabe")]
    [InlineData("Não informado")]
    [InlineData(" N/A ")]
    [InlineData("N\u200B/A")]
    public void Placeholder_AsAWholeValue_IsNoValue(string raw) =>
        Assert.Equal((null, Reading.Placeholder), (TextRule.Clean(raw).Value, TextRule.Clean(raw).Reading));

    [Fact]
    public void Placeholder_OfEveryWordAndCase_IsFound() => Assert.All(
        Placeholders.Words, word => Assert.True(Placeholders.Contains(word) && Placeholders.Contains(word.ToUpperInvariant()), word));

    [Fact]
    public void Text_CleanedAgain_IsTheSame() =>
        Gen.Char["ab .,!()\u00A0\u200B\u0308\u0301\u0323\0\t\n\uFEFFéüÅ가ᄀ"].Array[0, 12].Select(letters => new string(letters))
            .Sample(raw =>
            {
                var once = TextRule.Clean(raw).Value;
                Assert.Equal(once, TextRule.Clean(once).Value);
            });

    [Theory]
    [InlineData("e\u0301", "é")]
    [InlineData("s\u0323\u0307", "ṩ")]
    [InlineData("s\u0307\u0323", "ṩ")]
    [InlineData("\u1112\u1161\u11AB", "한")]
    [InlineData("\u212B", "Å")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("ﬁ", "ﬁ")]
    public void Compose_OfDecomposedLetters_IsUnicodesFormC(string text, string expected) =>
        Assert.Equal(expected, CanonicalForms.Compose(text));

    [Fact]
    public void Compose_OfAsciiAndLatinLetters_IsTheSameInstance()
    {
        var text = new StringBuilder("Plain and déjà composed").ToString();
        Assert.Same(text, CanonicalForms.Compose(text));
    }
}
