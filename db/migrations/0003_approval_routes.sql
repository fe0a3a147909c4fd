CREATE TABLE "approval_route" (
	"package_id" text PRIMARY KEY NOT NULL,
	"deal_id" text NOT NULL,
	"policy_version" integer NOT NULL,
	"facts" jsonb NOT NULL,
	"steps" jsonb NOT NULL,
	"planned_at" timestamp (3) with time zone NOT NULL
);
