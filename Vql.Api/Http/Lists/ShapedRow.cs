using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Vql.Api.Answers;
using Vql.Api.Requests;
using Vql.Core.Documents;
using Vql.Core.Fields;

namespace Vql.Api.Http.Lists;

/// <summary>Rows with the members that a request selects.</summary>
internal static class ShapedRow
{
    /// <summary>Returns a contact with the selected members.</summary>
    public static JsonObject Of(Contact contact, ItemShape shape)
    {
        var row = shape.IsSimple
            ? Object(ResponseMapper.MapSimple(contact), ApiJson.Readable.ContactSimpleItem)
            : Object(ResponseMapper.Map(contact), ApiJson.Readable.ContactListItem);
        if (shape.WithCompany)
        {
            row.Add(
                RowMembers.CompanyDetail,
                contact.Company is { } company ? Object(ResponseMapper.Summary(company), ApiJson.Readable.CompanySummary) : null);
        }

        return WithMembers(row, shape);
    }

    /// <summary>Returns a company with the selected members.</summary>
    public static JsonObject Of(Company company, ItemShape shape) =>
        WithMembers(Object(ResponseMapper.Map(company), ApiJson.Readable.CompanyListItem), shape);

    private static JsonObject Object<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToNode(value, type)!.AsObject();

    private static JsonObject WithMembers(JsonObject row, ItemShape shape)
    {
        if (shape.Members is { } members)
        {
            foreach (var name in row.Select(member => member.Key).Where(name => !members.Contains(name)).ToList())
            {
                row.Remove(name);
            }
        }

        return row;
    }
}
