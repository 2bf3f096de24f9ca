using System.Text.Json.Nodes;
using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Mcp;

/// <summary>The tools that write.</summary>
internal static class WriteTools
{
    private const string Match = "match";
    private const string Row = "row";

    /// <summary>The tools.</summary>
    public static IReadOnlyList<ToolDefinition> All { get; } =
    [
        new(
            "upsert", "Create or update a contact or a company",
            "Updates the sent members of the contact with the same email or linkedin_url, or of the company with the same domain or "
                + "linkedin_url, and creates it if there is none. A null member clears the value.",
            [
                ToolSchemas.EntityArgument(),
                KeyValuePair.Create<string, JsonNode>(
                    Match, ToolSchemas.Text("email or linkedin_url for contacts; domain or linkedin_url for companies.")),
                KeyValuePair.Create<string, JsonNode>(Row, new JsonObject
                {
                    ["type"] = "object",
                    ["description"] = string.Join(' ', Enum.GetValues<Entity>().Select(MembersOf)),
                }),
            ],
            [ToolArguments.EntityName, Match, Row],
            arguments =>
            {
                var entity = arguments.ReadEntity();
                return RouteRequest.Post($"Upsert{entity}", new JsonObject
                {
                    [Match] = arguments.ReadText(Match),
                    [Row] = arguments.ReadNode<JsonObject>(Row, "must be an object"),
                });
            })
        { Writes = true },
    ];

    private static string MembersOf(Entity entity)
    {
        var fields = FieldCatalogue.For(entity);
        return $"The members of {fields.Table}: {string.Join(", ", SingleRows.Writable(fields).Select(column => column.Name))}.";
    }
}
