using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Tests.Core.Language;

public sealed class VqlOrderTests
{
    private static readonly EntityFields Contacts = FieldCatalogue.Contacts;

    [Theory]
    [InlineData("", "-created_at uuid")]
    [InlineData("city", "city uuid")]
    [InlineData("city -city state", "city state uuid")]
    [InlineData("city -uuid state", "city -uuid")]
    [InlineData("uuid", "uuid")]
    public void Total_OfAnOrder_EndsWithTheUuidAndNamesEachFieldOnce(string requested, string expected) =>
        Assert.Equal(Order(expected), VqlOrder.Total(Order(requested)));

    [Theory]
    [InlineData("city -company_employees_count uuid", "a|5|u", true)]
    [InlineData("city -company_employees_count uuid", "|-5|u", true)]
    [InlineData("city -company_employees_count uuid", "a|5|", false)]
    [InlineData("city -company_employees_count uuid", "a|5", false)]
    [InlineData("city -company_employees_count uuid", "a|5|u|u", false)]
    [InlineData("city -company_employees_count uuid", "a|many|u", false)]
    [InlineData("city -company_employees_count uuid", "a|9223372036854775807|u", true)]
    [InlineData("city -company_employees_count uuid", "a|9223372036854775808|u", false)]
    [InlineData("city -company_employees_count uuid", "a\0|5|u", false)]
    [InlineData("-created_at uuid", "-62135596800000|u", true)]
    [InlineData("-created_at uuid", "-62135596800001|u", false)]
    [InlineData("-created_at uuid", "253402300799999|u", true)]
    [InlineData("-created_at uuid", "253402300800000|u", false)]
    [InlineData("-created_at uuid", "|u", true)]
    public void Cursor_WithValuesOfItsOrder_IsAPlaceInTheList(string order, string cursor, bool expected) =>
        Assert.Equal(
            expected,
            VqlOrder.IsPlace(Contacts, Order(order), [.. cursor.Split('|').Select(value => value.Length == 0 ? null : value)]));

    [Fact]
    public void Reverse_OfAnOrder_SortsTheSameValuesOfListsTheOtherWay()
    {
        var order = Order("city -departments uuid");
        var reverse = VqlOrder.Reverse(order);
        Assert.Equal(["city", "departments", "uuid"], reverse.Select(member => member.Field));
        Assert.All(order.Zip(reverse), pair =>
        {
            Assert.NotEqual(pair.First.Descending, pair.Second.Descending);
            Assert.NotEqual(pair.First.MissingFirst, pair.Second.MissingFirst);
            Assert.Equal(pair.First.SortsByMaximum, pair.Second.SortsByMaximum);
        });
        Assert.Equal(order, VqlOrder.Reverse(reverse));
    }

    [Theory]
    [InlineData(0, 0, 25, 0)]
    [InlineData(1, 7, 7, 0)]
    [InlineData(2, 7, 7, 7)]
    [InlineData(3, 0, 25, 50)]
    public void Page_OfAList_SkipsTheRowsOfThePagesBefore(int page, int limit, int size, int offset)
    {
        var query = new VqlQuery { Page = page, Limit = limit };
        Assert.Equal(size, query.EffectiveLimit);
        Assert.Equal(offset, query.Offset);
    }

    private static VqlOrder[] Order(string text) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(name => new VqlOrder(name.TrimStart('-'), name.StartsWith('-'))),
    ];
}
