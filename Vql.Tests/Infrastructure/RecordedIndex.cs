using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.Core.Fields;
using Vql.Core.Text;
using Vql.Storage.Elasticsearch;

namespace Vql.Tests.Infrastructure;

/// <summary>Loads the recorded rows as documents into the recorded indices of an engine.</summary>
internal static class RecordedIndex
{
    /// <summary>
    /// The prefix of the index names. The names that searches use are aliases, which can be moved to other indices.
    /// </summary>
    public const string Prefix = "recorded_";

    /// <summary>Returns the recorded settings and mappings by the names that searches use.</summary>
    public static async Task<JsonObject> DefinitionsAsync(CancellationToken cancellationToken) =>
        JsonNode.Parse(await File.ReadAllTextAsync(RecordedFile.Path("indices.json"), cancellationToken))!.AsObject();

    public static async Task LoadAsync(HttpClient engine, CancellationToken cancellationToken)
    {
        foreach (var (index, definition) in await ExtendedAsync(cancellationToken))
        {
            definition!["aliases"] = new JsonObject { [index] = new JsonObject() };
            (await engine.PutAsJsonAsync(Prefix + index, definition, cancellationToken)).EnsureSuccessStatusCode();
        }

        await FillAsync(engine, cancellationToken);
    }

    /// <summary>
    /// Returns the recorded definitions with the fields that they lack: computed fields, and those of later columns.
    /// </summary>
    public static async Task<JsonObject> ExtendedAsync(CancellationToken cancellationToken)
    {
        var definitions = await DefinitionsAsync(cancellationToken);
        foreach (var entity in new[] { FieldCatalogue.Companies, FieldCatalogue.Contacts })
        {
            var properties = definitions[entity.Index]!["mappings"]!["properties"]!.AsObject();
            var current = JsonNode.Parse(IndexDefinition.ToJson(entity).Span)!["mappings"]!["properties"]!;
            foreach (var field in entity.Fields.Where(field => !properties.ContainsKey(field.Name)).ToList())
            {
                properties[field.Name] = current[field.Name]!.DeepClone();
            }
        }

        return definitions;
    }

    /// <summary>Indexes the documents under the names that searches use.</summary>
    public static async Task FillAsync(HttpClient engine, CancellationToken cancellationToken)
    {
        var companies = Rows("companies.jsonl").ToDictionary(row => row["uuid"]!.GetValue<string>());
        await FillAsync(
            engine, "companies_index", companies.Values, row => Computed(Own(row, FieldCatalogue.Companies), FieldCatalogue.Companies),
            cancellationToken);
        await FillAsync(engine, "contacts_index", Rows("contacts.jsonl"),
            row => Computed(Joined(row, companies.GetValueOrDefault(row["company_id"]!.GetValue<string>())), FieldCatalogue.Contacts),
            cancellationToken);
    }

    private static async Task FillAsync(
        HttpClient engine, string index, IEnumerable<JsonObject> rows, Func<JsonObject, JsonObject> document,
        CancellationToken cancellationToken)
    {
        foreach (var chunk in rows.Chunk(1000))
        {
            var body = new StringBuilder();
            foreach (var row in chunk)
            {
                body.Append("{\"index\":{\"_id\":\"").Append(row["uuid"]).Append("\"}}\n").Append(document(row).ToJsonString())
                    .Append('\n');
            }

            using var content = new StringContent(body.ToString(), Encoding.UTF8, "application/x-ndjson");
            var response = await engine.PostAsync($"{index}/_bulk", content, cancellationToken);
            var result = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            Assert.False(result.GetProperty("errors").GetBoolean(), "every recorded document is indexed");
        }

        (await engine.PostAsync($"{index}/_refresh", null, cancellationToken)).EnsureSuccessStatusCode();
    }

    private static IEnumerable<JsonObject> Rows(string file) =>
        File.ReadLines(RecordedFile.Path(file)).Select(line => JsonNode.Parse(line)!.AsObject());

    private static JsonObject Computed(JsonObject document, EntityFields entity)
    {
        foreach (var field in entity.Fields.Where(field => field.IsComputed))
        {
            var stored = document[field.Name[..field.Name.LastIndexOf('_')]];
            document[field.Name] = stored switch
            {
                null => null,
                JsonArray list => new JsonArray(
                    [.. list.Select(element => JsonValue.Create(NormalizedValue.Of(field.Normalization, element!.GetValue<string>())))]),
                _ when field.EncodesSymbols => SymbolRules.Apply(stored.GetValue<string>()) is var text && text != stored.GetValue<string>()
                    ? NormalizedValue.Of(ValueNormalization.Label, text)
                    : null,
                _ when field.FoldsAccents => NormalizedValue.Of(ValueNormalization.Label, stored.GetValue<string>()) is var text
                        && text != CsvValue.LowerCase(stored.GetValue<string>())
                    ? text
                    : null,
                _ => NormalizedValue.Of(field.Normalization, stored.GetValue<string>()),
            };
        }

        return document;
    }

    private static JsonObject Own(JsonObject row, EntityFields entity) =>
        new(
            entity.Fields.Where(field => !field.OfCompany && !field.IsComputed)
                .Select(field => KeyValuePair.Create(field.Name, row[field.Name]?.DeepClone())));

    private static JsonObject Joined(JsonObject row, JsonObject? company)
    {
        var document = Own(row, FieldCatalogue.Contacts);
        foreach (var field in FieldCatalogue.Contacts.Fields.Where(field => field.OfCompany && !field.IsComputed))
        {
            document[field.Name] = company is not null ? company[field.Column.Name]?.DeepClone()
                : field.IsArray ? null
                : field.Kind == FieldKind.Number ? 0
                : "";
        }

        return document;
    }
}
