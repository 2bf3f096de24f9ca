using System.Text;
using Vql.Core.Aliases;

namespace Vql.Tests.Core;

public sealed class SynonymTests
{
    [Theory]
    [InlineData("CEO", "CEO|chief executive officer|chief exec officer")]
    [InlineData("Chief Executive Officer", "Chief Executive Officer|ceo|chief exec officer")]
    [InlineData("VP Sales", "VP Sales|vice president Sales|v.p. Sales")]
    [InlineData("Sr. Director", "Sr. Director|senior Director|Sr. dir|senior dir")]
    [InlineData("co-founder", "co-founder|cofounder")]
    [InlineData("engineer", "engineer")]
    [InlineData("chief officer", "chief officer")]
    [InlineData("", "")]
    public void Expand_OfAText_ReplacesItsLongestPhrases(string text, string expected) =>
        Assert.Equal(expected.Split('|').Order(StringComparer.Ordinal), Synonyms.Titles.Expand(text).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("SVP", "senior vp|sr vp|senior vice president|sr vice president|senior v.p.|sr v.p.")]
    [InlineData("Senior VP", "svp|senior vice president|sr vice president|sr vp|senior v.p.|sr v.p.")]
    [InlineData("exec. vice-president", "evp|executive vice president|executive vp|exec vp|executive v.p.|exec v.p.")]
    [InlineData("chief HR officer", "chro|chief human resources officer")]
    [InlineData(
        "SVP R&D",
        "SVP research and development|SVP research & development|senior vice president R&D"
        + "|senior vice president research and development|senior vice president research & development")]
    public void Expand_OfAPhraseWhosePartHasSynonyms_IncludesItsForms(string text, string others) =>
        Assert.Equal(
            others.Split('|').Append(text).Order(StringComparer.Ordinal), Synonyms.Titles.Expand(text).Order(StringComparer.Ordinal));

    [Fact]
    public void Expand_OfManyPhrases_HasABound()
    {
        var texts = Synonyms.Titles.Expand("sr mgr dev ops hr vp");
        Assert.Equal("sr mgr dev ops hr vp", texts[0]);
        Assert.Equal(Synonyms.MaxTexts, texts.Count);
        Assert.All(texts, text => Assert.DoesNotContain("  ", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Groups_OfTitles_ShareNoPhrase() =>
        Assert.Distinct(Synonyms.Titles.Groups.SelectMany(group => group));

    [Theory]
    [InlineData("CEO", "CEO|chief executive officer|chief exec officer|Geschäftsführer|managing director")]
    [InlineData("geschaftsfuhrer", "geschaftsfuhrer|ceo|chief executive officer|chief exec officer|managing director")]
    [InlineData("RevOps lead", "RevOps lead|revenue operations lead")]
    [InlineData("CFO", "CFO|chief financial officer")]
    public void Expand_WithTheGroupsOfAFile_UsesThemAndTheBuiltInOnes(string text, string expected)
    {
        var synonyms = Read(
            "\uFEFF# Titles\r\n\r\nCEO | Geschäftsführer\r\nrevops | revenue operations\n managing director|chief executive officer", []);
        Assert.Equal(expected.Split('|').Order(StringComparer.Ordinal), synonyms!.Expand(text).Order(StringComparer.Ordinal));
        Assert.Equal(Synonyms.Titles.Groups.Count + 1, synonyms.Groups.Count);
        Assert.Equal(["CEO"], Synonyms.Titles.Expand("CEO").Except(["chief executive officer", "chief exec officer"]));
    }

    [Theory]
    [InlineData("a | b\nceo", 2, "only one form")]
    [InlineData("ceo | | boss", 1, "empty form")]
    [InlineData("\n\nboss | Boss", 3, "\"Boss\" twice")]
    [InlineData("boss | chief\nlead | chef\nchief | head", 3, "\"chief\" is also in line 1")]
    [InlineData("ceo | head\nhead | lead", 2, "\"head\" is also in line 1")]
    [InlineData("ceo | cto", 1, "\"ceo\" and \"cto\" have different meanings")]
    [InlineData("++ | plus", 1, "no letters or digits")]
    [InlineData("a\u0000b | c", 1, "control character")]
    [InlineData("one two three four five six seven eight nine ten eleven | x", 1, "has 11 words")]
    [InlineData("a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q", 1, "has 17 forms")]
    [InlineData("ceo|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p", 1, "has 17 forms with those of the built-in group")]
    public void File_ThatIsInvalid_IsRejectedWithTheLine(string text, int line, string message)
    {
        var faults = new List<SynonymFault>();
        Assert.Null(Read(text, faults));
        var fault = Assert.Single(faults);
        Assert.Equal(line, fault.Line);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_WithSeveralErrors_IsRejectedWithAllOfThem()
    {
        var faults = new List<SynonymFault>();
        Assert.Null(Read($"ceo\n{new string('x', 101)} | y\nceo | cfo", faults));
        Assert.Equal([1, 2, 3], faults.Select(fault => fault.Line));
    }

    [Fact]
    public void File_ThatIsTooLargeOrNotUtf8_IsRejected()
    {
        var faults = new List<SynonymFault>();
        Assert.Null(SynonymFile.Read(new byte[SynonymFile.MaxBytes + 1], Synonyms.Titles, faults));
        Assert.Null(SynonymFile.Read([.. "a | b\nc | "u8, 0xFF], Synonyms.Titles, faults));
        var groups = Enumerable.Range(0, SynonymFile.MaxGroups + 1).Select(number => $"a{number} | b{number}");
        Assert.Null(Read(string.Join('\n', groups), faults));
        Assert.Equal([null, 2, SynonymFile.MaxGroups + 1], faults.Select(fault => fault.Line));
    }

    private static Synonyms? Read(string text, List<SynonymFault> faults) =>
        SynonymFile.Read(Encoding.UTF8.GetBytes(text), Synonyms.Titles, faults);
}
