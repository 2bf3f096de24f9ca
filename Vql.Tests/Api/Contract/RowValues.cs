using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Tests.Api.Contract;

/// <summary>Values of existing rows, so that filters match some rows.</summary>
internal sealed class RowValues
{
    private readonly Dictionary<(Entity, string), string> _values = [];
    private string _saved = "";

    public static async Task<RowValues> ReadAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var values = new RowValues();
        foreach (var entity in new[] { FieldCatalogue.Contacts, FieldCatalogue.Companies })
        {
            foreach (var field in entity.Fields)
            {
                var column = field.IsArray ? $"{field.Column.Name}[1]" : field.Column.Name;
                var table = field.OfCompany ? FieldCatalogue.Companies.Table : entity.Table;
                // The most frequent value, so that most filters match a page of rows.
                await using var command = source.CreateCommand(
                    $"select {column}::text from {table} where {column}::text <> '' group by 1 order by count(*) desc, 1 limit 1");
                if (await command.ExecuteScalarAsync(cancellationToken) is string value)
                {
                    values._values[(entity.Entity, field.Name)] = value;
                }
            }
        }

        return values;
    }

    /// <summary>Saves a search, so that the routes of saved searches have one.</summary>
    public async Task SaveSearchAsync(RunningApi api, CancellationToken cancellationToken)
    {
        using var response = await api.Client.PostAsJsonAsync(
            "/api/v1/saved-searches/", new { name = "covered", entity = "contacts", query = new { limit = 3 } }, cancellationToken);
        _saved = (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("id").GetString()!;
    }

    /// <summary>Returns the value of a path parameter.</summary>
    public string Path(ApiOperation operation, ApiParameter parameter) =>
        parameter.Name == "id" ? _saved
        : parameter.Name == "uuid" && _values.TryGetValue((OwnerOf(operation), "uuid"), out var uuid) ? uuid
        : parameter.Example!;

    /// <summary>Returns the name and value of a query parameter, with the filter that it modifies.</summary>
    public string Query(ApiOperation operation, ApiParameter parameter)
    {
        var entity = CoverageCase.EntityOf(operation);
        var filter = FilterTable.For(entity).Find(parameter.Name);
        var own = Pair(parameter.Name, parameter.Example!);
        if (filter is null)
        {
            return own;
        }

        var isModifier = FilterTable.For(entity).ModifiersOf(filter)
            .Any(modifier => parameter.Name.EndsWith(modifier, StringComparison.Ordinal));
        var value = filter.Modifies.Count > 0
            || filter.Kind is FilterKind.Min or FilterKind.Max or FilterKind.After or FilterKind.Before or FilterKind.Has
            ? null
            : _values.GetValueOrDefault((entity, filter.Fields[0]))?.Replace(',', ' ');
        return isModifier ? $"{Pair(filter.Name, value ?? filter.Example)}&{own}" : Pair(parameter.Name, value ?? parameter.Example!);
    }

    // The path of a company's contacts contains the uuid of the company.
    private static Entity OwnerOf(ApiOperation operation) =>
        operation.Path.Contains("/companies/", StringComparison.Ordinal) ? Entity.Company : Entity.Contact;

    private static string Pair(string name, string value) => $"{name}={Uri.EscapeDataString(value)}";
}
