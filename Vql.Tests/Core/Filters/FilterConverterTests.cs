using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Tests.Core.Filters;

public sealed class FilterConverterTests
{
    [Theory]
    [InlineData("title")]
    [InlineData("seniority")]
    public void Convert_CharacterThatNoRowHolds_IsAFaultOfTheParameter(string parameter)
    {
        var faults = new List<ParameterFault>();

        FilterConverter.Convert(FilterTable.For(Entity.Contact), [KeyValuePair.Create<string, IReadOnlyList<string>>(parameter, ["a,b\0"])], faults);

        Assert.Equal(parameter, Assert.Single(faults).Parameter);
    }
}
