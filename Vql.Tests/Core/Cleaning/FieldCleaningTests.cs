using Vql.Core.Cleaning;
using Vql.Core.Fields;

namespace Vql.Tests.Core.Cleaning;

/// <summary>Tests of values that are cleaned by the rule of their column in the catalogue.</summary>
public sealed class FieldCleaningTests
{
    private static readonly string[] ServerColumns = ["id", "uuid", "company_id", "created_at", "updated_at", "deleted_at"];

    public static TheoryData<Entity, string> WrittenColumns => [.. Enum.GetValues<Entity>()
        .SelectMany(entity => FieldCatalogue.For(entity).Columns.Select(column => (entity, column.Name)))
        .Where(pair => !ServerColumns.Contains(pair.Name))];

    [Theory]
    [MemberData(nameof(WrittenColumns))]
    public void Column_ThatCallersWrite_HasARuleThatFitsItsTypeAndKnowsPlaceholders(Entity entity, string name)
    {
        var column = ColumnOf(entity, name);
        var cleaned = FieldCleaning.Clean(column, "N/A");
        Assert.NotEqual(CleaningRule.None, column.Cleaning);
        Assert.Equal((null, Reading.Placeholder), (cleaned.Value, cleaned.Reading));
        Assert.Equal(column.Type == ColumnType.BigInt, column.Cleaning == CleaningRule.Number);
        Assert.Equal(column.Type == ColumnType.TextArray, column.Cleaning == CleaningRule.List);
        Assert.Equal(default, FieldCleaning.Clean(column, " "));
    }

    [Theory]
    [InlineData(Entity.Contact, "last_name", "Null", "Null")]
    [InlineData(Entity.Contact, "first_name", "Nat", "Nat")]
    [InlineData(Entity.Contact, "first_name", "NaT", null)]
    [InlineData(Entity.Contact, "last_name", "NULL", null)]
    [InlineData(Entity.Contact, "first_name", "Na", "Na")]
    [InlineData(Entity.Contact, "title", "Null", null)]
    [InlineData(Entity.Contact, "email_status", "Unknown", "unknown")]
    [InlineData(Entity.Contact, "city", "Unknown", null)]
    [InlineData(Entity.Company, "country", "NA", "na")]
    [InlineData(Entity.Company, "name", "None", null)]
    public void Placeholder_ThatIsARealWordOfItsColumn_IsAValue(Entity entity, string name, string raw, string? expected) =>
        Assert.Equal(expected, FieldCleaning.Clean(ColumnOf(entity, name), raw).Value);

    [Fact]
    public void Value_OfAKnownRegionAndDateOrder_IsReadByThem()
    {
        var options = new CleaningOptions("US", DateOrder.MonthFirst);
        Assert.Equal("+12125550123", FieldCleaning.Clean(ColumnOf(Entity.Contact, "home_phone"), "(212) 555-0123", options).Value);
        Assert.Equal("2021-09-03", FieldCleaning.Clean(ColumnOf(Entity.Company, "last_raised_at"), "09/03/2021", options).Value);
    }

    [Fact]
    public void Value_OfAPlainText_AllocatesNothing()
    {
        var column = ColumnOf(Entity.Contact, "title");
        FieldCleaning.CleanText(column, "Head of Sales");
        var before = GC.GetAllocatedBytesForCurrentThread();
        FieldCleaning.CleanText(column, "Head of Sales");
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Column ColumnOf(Entity entity, string name) => FieldCatalogue.For(entity).Columns.Single(column => column.Name == name);
}
