using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;

namespace Vql.Tests.Core.Filters;

public sealed class FilterConverterTests
{
    [Theory]
    [InlineData("title")]
    [InlineData("seniority")]
    public void Convert_CharacterThatNoRowHolds_IsAFaultOfTheParameter(string parameter)
    {
        var faults = new List<ParameterFault>();

        FilterConverter.Convert(
            FilterTable.For(Entity.Contact), [KeyValuePair.Create<string, IReadOnlyList<string>>(parameter, ["a,b\0"])], faults);

        Assert.Equal(parameter, Assert.Single(faults).Parameter);
    }

    [Theory]
    [InlineData("a,b", "a", "b")]
    [InlineData(" [\"a, b\",\"c\"]", "a, b", "c")]
    [InlineData("[1,2]", "[1", "2]")]
    [InlineData("[\"a\"", "[\"a\"")]
    [InlineData("[\"\\ud800\"]", "[\"\\ud800\"]")]
    public void Convert_List_IsReadByCommasOrAsJson(string text, params string[] values)
    {
        var faults = new List<ParameterFault>();

        var where = FilterConverter.Convert(
            FilterTable.For(Entity.Contact), [KeyValuePair.Create<string, IReadOnlyList<string>>("seniority", [text])], faults);

        Assert.Empty(faults);
        Assert.Equal(values.Select(VqlValue.Of), Assert.Single(where.KeywordMatch.Must).Values);
    }
}
