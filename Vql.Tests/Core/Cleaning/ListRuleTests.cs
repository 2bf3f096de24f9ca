using CsCheck;
using Vql.Core.Cleaning;

namespace Vql.Tests.Core.Cleaning;

/// <summary>Tests of lists in a single text.</summary>
public sealed class ListRuleTests
{
    [Theory]
    [InlineData("Go, C++", new[] { "go", "c++" })]
    [InlineData("C++, Go", new[] { "c++", "go" })]
    [InlineData("F#;R&D|Node.js\n.NET", new[] { "f#", "r&d", "node.js", ".net" })]
    [InlineData("\"Oil, Gas\", \"a \"\"b\"\"\"", new[] { "oil, gas", "a \"b\"" })]
    [InlineData("[\"C++\", \"Oil, Gas\", null]", new[] { "c++", "oil, gas" })]
    [InlineData("Go, go, GO", new[] { "go" })]
    [InlineData("Go,,n/a,", new[] { "go" })]
    [InlineData("\"Go", new[] { "\"go" })]
    [InlineData("27\" screens, x", new[] { "27\" screens", "x" })]
    [InlineData("[draft], x", new[] { "[draft]", "x" })]
    [InlineData("['Go', \"C++\", 'Oil, Gas']", new[] { "go", "c++", "oil, gas" })]
    [InlineData("{Go,\"Oil, Gas\"}", new[] { "go", "oil, gas" })]
    [InlineData("Go ::: C++", new[] { "go", "c++" })]
    [InlineData("Go，C++、F#；R&D", new[] { "go", "c++", "f#", "r&d" })]
    [InlineData("ERP (SAP, Oracle), Go", new[] { "erp (sap, oracle)", "go" })]
    [InlineData("ERP(SAP, Oracle)", new[] { "erp(sap", "oracle)" })]
    [InlineData("ERP (SAP, Oracle", new[] { "erp (sap", "oracle" })]
    [InlineData("=\"Go\",=\"C++\"", new[] { "go", "c++" })]
    public void List_OfAnySpelling_HasItsElementsEachCleanedAlone(string raw, string[] expected) =>
        Assert.Equal(expected, ListRule.Clean(raw).Value);

    [Theory]
    [InlineData("Go, C++", Reading.Literal)]
    [InlineData("Go, go", Reading.Rewritten)]
    [InlineData("Go, n/a", Reading.Rewritten)]
    [InlineData("N/A", Reading.Placeholder)]
    [InlineData("n/a, -", Reading.Placeholder)]
    [InlineData("{}", Reading.Placeholder)]
    [InlineData("['Go']", Reading.Rewritten)]
    [InlineData("", Reading.Literal)]
    public void List_ThatLosesElements_SaysSo(string raw, Reading reading) => Assert.Equal(reading, ListRule.Clean(raw).Reading);

    [Fact]
    public void List_JoinedAndReadAgain_IsTheSame() =>
        Gen.OneOf(
            "c++", ".net", "oil, gas", "a;b", "x|y", "say \"hi\"", "\"q\"", "[1]", "[\"x\"]", "r&d", "ü", "=1+1", "@x", "'=1", "new york",
            "[a", "b]", "{a}", "a (b", "c) d", "a (b, c)", "x ::: y", "x，y", "=\"x\"")
            .Array[1, 6].Select(elements => elements.Distinct().ToList()).Sample(elements =>
                Assert.Equal(elements, ListRule.Clean(SpreadsheetText.Escape(ListRule.Join(elements))).Value));

    [Fact]
    public void List_InAnotherOrder_HasTheSameElements() =>
        Gen.Shuffle(new[] { "C++", ".NET", "C#", "F#", "R&D", "Yahoo!", "(beta)" }).Sample(elements =>
            Assert.Equal(
                ["(beta)", ".net", "c#", "c++", "f#", "r&d", "yahoo!"],
                ListRule.Clean(string.Join(", ", elements)).Value!.Order(StringComparer.Ordinal)));
}
