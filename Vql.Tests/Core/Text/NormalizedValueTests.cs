using Vql.Core.Fields;
using Vql.Core.Text;

namespace Vql.Tests.Core.Text;

public sealed class NormalizedValueTests
{
    [Theory]
    [InlineData("Berlin", "BERLIN")]
    [InlineData("zürich", "zu\u0308rich")]
    [InlineData("São Paulo", "sao paulo")]
    [InlineData("Łódź", "lodz")]
    [InlineData("Großbritannien", "grossbritannien")]
    [InlineData("Ｂｅｒｌｉｎ", "berlin")]
    [InlineData("O’Fallon", "o'fallon")]
    [InlineData("İstanbul", "istanbul")]
    [InlineData("Αθήνα", "αθηνα")]
    [InlineData("Орёл", "орел")]
    [InlineData(" Kiel\t", "kiel")]
    [InlineData("\u00A0New\u3000 York\r\n", "new york")]
    [InlineData("\uFEFF서울\u200B", "서울")]
    public void Label_SpelledOtherwise_IsTheSame(string one, string other) => AssertSame(ValueNormalization.Label, one, other);

    [Theory]
    [InlineData("C++", "C#")]
    [InlineData("C", "C++")]
    [InlineData("new york", "newyork")]
    [InlineData("new york", "new-york")]
    [InlineData("がく", "かく")]
    [InlineData("서울", "서우")]
    public void Label_OfAnotherThing_IsAnother(string one, string other) => AssertOther(ValueNormalization.Label, one, other);

    [Theory]
    [InlineData("Ann@Example.com", "ann@EXAMPLE.com")]
    [InlineData("zoë@example.com", "zoe\u0308@example.com")]
    [InlineData("\u00A0ann@example.com \n", "ann@example.com")]
    public void Email_SpelledOtherwise_IsTheSame(string one, string other) => AssertSame(ValueNormalization.Email, one, other);

    [Theory]
    [InlineData("_info@example.com", "info@example.com")]
    [InlineData("ann+tag@example.com", "ann@example.com")]
    [InlineData("josé@example.com", "jose@example.com")]
    public void Email_OfAnotherMailbox_IsAnother(string one, string other) => AssertOther(ValueNormalization.Email, one, other);

    [Theory]
    [InlineData("https://www.linkedin.com/in/Ann/?trk=x", "linkedin.com/in/ann")]
    [InlineData("HTTP://LinkedIn.com/in/ann#top", "linkedin.com/in/ann")]
    [InlineData("\u200Blinkedin.com/in/ann/\u00A0", "linkedin.com/in/ann")]
    [InlineData("https://de.linkedin.com/in/ann", "linkedin.com/in/ann")]
    [InlineData("linkedin.com/in/j%C3%B6rg", "linkedin.com/in/Jörg")]
    [InlineData("linkedin.com/in/jo%cc%88rg", "linkedin.com/in/j%C3%B6rg")]
    public void Url_SpelledOtherwise_IsTheSame(string one, string other) => AssertSame(ValueNormalization.Url, one, other);

    [Theory]
    [InlineData("linkedin.com/in/ann", "linkedin.com/in/anna")]
    [InlineData("linkedin.com/in/ann", "linkedin.com/company/ann")]
    [InlineData("de.example.com/in/ann", "example.com/in/ann")]
    [InlineData("de.linkedin.com.example/in/ann", "linkedin.com.example/in/ann")]
    [InlineData("linkedin.com/in/j%C3%B6rg", "linkedin.com/in/jorg")]
    [InlineData("linkedin.com/in/a%2Fb", "linkedin.com/in/a/b")]
    public void Url_OfAnotherPage_IsAnother(string one, string other) => AssertOther(ValueNormalization.Url, one, other);

    [Theory]
    [InlineData("https://www.zoe-cafe.example:8080/menu?x=1", "zoe-cafe.example")]
    [InlineData(" http://bob@Example.com/ ", "example.com")]
    [InlineData("\u00A0example.com\uFEFF", "example.com")]
    public void Domain_SpelledOtherwise_IsTheSame(string one, string other) => AssertSame(ValueNormalization.Domain, one, other);

    [Theory]
    [InlineData("gaga-inc.com", "inc.com")]
    [InlineData("blog.example.com", "example.com")]
    public void Domain_OfAnotherHost_IsAnother(string one, string other) => AssertOther(ValueNormalization.Domain, one, other);

    [Theory]
    [InlineData("+1 (415) 555-0100", "14155550100")]
    [InlineData("+1 415 555 0100 ext. 12", "+14155550100")]
    [InlineData("+1 (415) 555-0100 x12", "+14155550100")]
    [InlineData("+44 (0)20 7946 0958", "00442079460958")]
    [InlineData("＋１４１５５５５０１００", "+14155550100")]
    public void Phone_SpelledOtherwise_IsTheSame(string one, string other) => AssertSame(ValueNormalization.Phone, one, other);

    [Fact]
    public void Phone_OfAnotherLine_IsAnother() => AssertOther(ValueNormalization.Phone, "+14155550100", "+14155550101");

    [Theory]
    [InlineData("u\u0308", "ü")]
    [InlineData("o\u0302\u0323", "ộ")]
    [InlineData("\u1112\u1161\u11AB", "한")]
    [InlineData("\u212B", "Å")]
    public void Compose_DecomposedText_IsInFormC(string text, string expected)
    {
        Assert.Equal(expected, CanonicalForms.Compose(text));
        Assert.Equal(CanonicalForms.Decompose(expected), CanonicalForms.Decompose(text));
    }

    private static void AssertSame(ValueNormalization normalization, string one, string other) =>
        Assert.Equal(NormalizedValue.Of(normalization, one), NormalizedValue.Of(normalization, other));

    private static void AssertOther(ValueNormalization normalization, string one, string other) =>
        Assert.NotEqual(NormalizedValue.Of(normalization, one), NormalizedValue.Of(normalization, other));
}
