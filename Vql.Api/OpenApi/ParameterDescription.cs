using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Vql.Api.OpenApi;

/// <summary>The description of a query parameter or header.</summary>
/// <param name="Name">The name.</param>
/// <param name="Description">The description.</param>
/// <param name="Schema">The schema.</param>
/// <param name="Example">An example.</param>
internal sealed record ParameterDescription(string Name, string Description, IOpenApiSchema Schema, JsonNode Example)
{
    /// <summary>The location.</summary>
    public ParameterLocation In { get; init; } = ParameterLocation.Query;

    /// <summary>Whether the parameter is required.</summary>
    public bool IsRequired { get; init; }

    /// <summary>
    /// The name of the component that all routes with this parameter refer to; null if the route contains the description itself.
    /// </summary>
    public string? Component { get; init; }

    /// <summary>Adds the parameter to an operation.</summary>
    public void AddTo(OpenApiOperation operation, OpenApiDocument document)
    {
        operation.Parameters ??= [];
        if (Component is null)
        {
            operation.Parameters.Add(ToParameter());
            return;
        }

        if (document.Components?.Parameters?.ContainsKey(Component) != true)
        {
            document.AddComponent(Component, ToParameter());
        }

        operation.Parameters.Add(new OpenApiParameterReference(Component, document));
    }

    private OpenApiParameter ToParameter() => new()
    {
        Name = Name,
        In = In,
        Description = Schema.Type == JsonSchemaType.Array
            ? $"{Description} Repeat the parameter, or separate values by commas."
            : Description,
        Required = IsRequired,
        Schema = Schema,
        Example = Example,
    };
}
