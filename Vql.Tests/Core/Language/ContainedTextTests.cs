using System.Text;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Tests.Core.Language;

public sealed class ContainedTextTests
{
    private static readonly EntityFields Contacts = FieldCatalogue.Contacts;

    [Theory]
    [InlineData("engin", "*engin*")]
    [InlineData("gin, eer gin", "*gin*|*eer*")]
    [InlineData("o'brien.", "*o'brien*")]
    [InlineData("a*b", "*a*|*b*")]
    [InlineData("日本", "*日*|*本*")]
    [InlineData("- & -", "")]
    public void Patterns_OfATextField_AreThoseOfItsParts(string text, string expected) =>
        Assert.Equal(
            expected.Split('|', StringSplitOptions.RemoveEmptyEntries), ContainedText.PatternsOf(Contacts["title"], text));

    [Theory]
    [InlineData("new york", "*new york*")]
    [InlineData("a*?\\", "*a\\*\\?\\\\*")]
    public void Pattern_OfAKeywordField_IsTheWholeTextEscaped(string text, string expected) =>
        Assert.Equal([expected], ContainedText.PatternsOf(Contacts["city"], text));

    [Theory]
    [InlineData("""{"version":2,"where":{"text_matches":{"must":[{"text_value":"--","filter_key":"title","search_type":"contains"}]}}}""",
        "$.where.text_matches.must[0].text_value")]
    [InlineData("""{"where":{"text_matches":{"must":[{"text_value":"eng","filter_key":"title","search_type":"contains"}]}}}""",
        "$.where.text_matches.must[0].search_type")]
    [InlineData(
        """
        {"version":2,"where":{"text_matches":{"must":[
            {"text_value":"5","filter_key":"company_employees_count","search_type":"contains"}]}}}
        """,
        "$.where.text_matches.must[0].search_type")]
    [InlineData(
        """
        {"version":2,"where":{"text_matches":{"must":[
            {"text_value":"a","filter_key":"title","search_type":"shuffle","fuzzy":{"min_length":2}}]}}}
        """,
        "$.where.text_matches.must[0].fuzzy.min_length")]
    [InlineData(
        """
        {"where":{"text_matches":{"must":[{"text_value":"a","filter_key":"title","search_type":"shuffle","fuzzy":{"min_length":5}}]}}}
        """,
        "$.where.text_matches.must[0].fuzzy")]
    public void Read_OptionThatIsNotSupported_IsRejectedWithItsPath(string json, string path) =>
        Assert.Equal(path, Assert.Single(VqlReader.Read(Encoding.UTF8.GetBytes(json), Contacts).Faults).Path);
}
