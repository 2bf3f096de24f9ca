using Microsoft.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Fields;

namespace Vql.Api.OpenApi;

/// <summary>The schemas of pages whose rows have the members that <c>view</c>, <c>expand</c> and <c>select</c> specify.</summary>
internal static class ShapedPages
{
    private const string Results = "results";

    /// <summary>Returns the schema of a page.</summary>
    public static OpenApiSchemaReference Of(Entity entity, OpenApiDocument document) => new(NameOf(entity), document);

    /// <summary>Adds the schemas, which are derived from those of the other pages and rows.</summary>
    /// <param name="document">The document.</param>
    /// <param name="shortForm">The short form of a contact.</param>
    public static void AddTo(OpenApiDocument document, OpenApiSchema shortForm)
    {
        // The generator adds null to a nested object only in the schemas that it refers to.
        foreach (var nested in shortForm.Properties!.Values.OfType<OpenApiSchema>().Where(member => member.Type == JsonSchemaType.Object))
        {
            nested.Type |= JsonSchemaType.Null;
        }

        foreach (var entity in Enum.GetValues<Entity>())
        {
            var schemas = document.Components!.Schemas!;
            var page = schemas[$"CursorPageOf{entity}ListItem"];
            // A single record has all members of lists, and the company of a contact.
            IOpenApiSchema[] rows = [schemas[$"{entity}Detail"], shortForm];
            var members = ItemShape.MembersOf(entity).ToDictionary(
                member => member, member => rows.First(row => row.Properties!.ContainsKey(member)).Properties![member]);
            document.AddComponent($"{entity}Row", new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "A row with the members that view, expand and select specify. Default: all members of a list.",
                Properties = members,
            });
            document.AddComponent(NameOf(entity), new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = page.Required,
                Properties = new Dictionary<string, IOpenApiSchema>(page.Properties!)
                {
                    [Results] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array,
                        Items = new OpenApiSchemaReference($"{entity}Row", document),
                    },
                },
            });
        }
    }

    private static string NameOf(Entity entity) => $"{entity}Page";
}
