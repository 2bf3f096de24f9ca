using System.Text.Json.Nodes;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Xunit;

namespace Vql.Tests.Storage.Elasticsearch;

public sealed class IndexDefinitionTests
{
    // Fields that were added after the recording. An index without one of them has a different version and is rebuilt.
    private static readonly Dictionary<Entity, string[]> Added = new()
    {
        [Entity.Contact] =
        [
            "facebook_url keyword", "twitter_url keyword", "website text", "work_direct_phone keyword",
            "home_phone keyword", "other_phone keyword", "stage keyword", "headline text", "updated_at date",
            "company_uuid keyword", "company_facebook_url keyword", "company_twitter_url keyword", "company_name_for_emails text",
            "company_phone_number keyword", "company_latest_funding keyword", "company_latest_funding_amount long",
            "company_last_raised_at keyword", "company_description text", "email_normalized keyword", "departments_normalized keyword",
            "mobile_phone_normalized keyword", "email_status_normalized keyword", "seniority_normalized keyword",
            "city_normalized keyword", "state_normalized keyword", "country_normalized keyword",
            "linkedin_url_normalized keyword", "facebook_url_normalized keyword", "twitter_url_normalized keyword",
            "website_normalized keyword", "work_direct_phone_normalized keyword", "home_phone_normalized keyword",
            "other_phone_normalized keyword", "stage_normalized keyword", "company_industries_normalized keyword",
            "company_keywords_normalized keyword", "company_technologies_normalized keyword",
            "company_city_normalized keyword", "company_state_normalized keyword",
            "company_country_normalized keyword", "company_linkedin_url_normalized keyword",
            "company_website_normalized keyword", "company_normalized_domain_normalized keyword",
            "company_facebook_url_normalized keyword", "company_twitter_url_normalized keyword",
            "company_phone_number_normalized keyword", "company_latest_funding_normalized keyword",
            "title_symbols text", "first_name_folded text", "last_name_folded text", "title_folded text", "headline_folded text",
            "company_name_folded text", "company_address_folded text", "company_name_for_emails_folded text",
            "company_description_folded text", "email_domain keyword", "title_label keyword", "company_name_label keyword",
        ],
        [Entity.Company] =
        [
            "facebook_url keyword", "twitter_url keyword", "company_name_for_emails text", "phone_number keyword",
            "latest_funding keyword", "latest_funding_amount long", "last_raised_at keyword",
            "description text", "updated_at date",
            "industries_normalized keyword", "keywords_normalized keyword", "technologies_normalized keyword",
            "city_normalized keyword", "state_normalized keyword", "country_normalized keyword",
            "linkedin_url_normalized keyword", "website_normalized keyword", "normalized_domain_normalized keyword",
            "facebook_url_normalized keyword", "twitter_url_normalized keyword", "phone_number_normalized keyword",
            "latest_funding_normalized keyword", "name_folded text", "address_folded text", "company_name_for_emails_folded text",
            "description_folded text", "name_label keyword",
        ],
    };

    [Theory]
    [InlineData(Entity.Contact)]
    [InlineData(Entity.Company)]
    public void ToJson_Entity_HasEveryRecordedFieldAsItWasAndOnlyAddsToIt(Entity name)
    {
        var entity = FieldCatalogue.For(name);
        var recorded = JsonNode.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Conformance", "indices.json")))![entity.Index]!;
        var definition = JsonNode.Parse(IndexDefinition.ToJson(entity).Span)!;
        var properties = definition["mappings"]!["properties"]!.AsObject();

        foreach (var (field, expected) in recorded["mappings"]!["properties"]!.AsObject())
        {
            var property = properties[field]!;
            Assert.Equal(expected!["type"]!.ToString(), property["type"]!.ToString());
            Assert.Equal(expected["fields"]?["ngram"]?["type"]?.ToString(), property["fields"]?["ngram"]?["type"]?.ToString());
            Assert.Null(property["analyzer"]);
        }

        string[] added =
        [
            .. properties.Select(property => property.Key)
                .Except(recorded["mappings"]!["properties"]!.AsObject().Select(property => property.Key)),
        ];
        Assert.Equal(Added[name], added.Select(field => $"{field} {properties[field]!["type"]}"));
        Assert.Equal(recorded["mappings"]!["dynamic"]?.ToString(), definition["mappings"]!["dynamic"]?.ToString());
        // 3-grams find the same as grams of three to ten characters. See docs/decisions.md.
        var grams = definition["settings"]!["analysis"]!["filter"]!["g"]!;
        Assert.Equal(("3", "3"), (grams["min_gram"]!.ToString(), grams["max_gram"]!.ToString()));
        Assert.Equal(
            JsonShape.Of(recorded["settings"]!["analysis"]!["analyzer"]!["ngram_analyzer"]!),
            JsonShape.Of(definition["settings"]!["analysis"]!["analyzer"]!["ngram_analyzer"]!));
    }
}
